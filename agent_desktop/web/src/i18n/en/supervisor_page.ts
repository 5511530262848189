/** The frame of the supervisor's page, in English. */
export const en_supervisor_page = {
  supervisor_name: "CIC supervision",
  supervisor_tabs: "Parts of this page",
  supervisor_skip: "Skip to the content",
  supervisor_nothing: "This sign-in watches over nothing here.",
  supervisor_own_desk: "My desktop",
  tab_live: "Live",
  role_agent: "Agent",
  role_team_supervisor: "Team supervisor",
  role_supervisor: "Supervisor",
  role_administrator: "Administrator",
  role_auditor: "Auditor",
  role_quality_reviewer: "Quality reviewer",
  supervisor_team: "Team {team}",
} as const;
