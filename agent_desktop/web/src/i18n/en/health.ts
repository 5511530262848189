/** The health light, in English. */
export const en_health = {
  health: "Phone and connection",
  health_center: "Connection to the center",
  health_phone: "Phone ({provider})",
  health_registered: "Browser phone registered",
  health_microphone: "Microphone",
  health_settings: "Devices and test",
  microphone_unused: "Not open yet",
  microphone_asked: "Asking the browser",
  microphone_granted: "Live",
} as const;
