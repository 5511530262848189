/** Asking for help, in English. */
export const en_help = {
  action_ask_for_help: "Ask for help",
  help_take_back: "Take back",
  help_asked: "You have asked for help",
  help_title: "Ask for help",
  help_of: "{agent} asks for help",
} as const;
