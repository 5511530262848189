/** Signing in and out, in English. */
export const en_sign_in = {
  sign_in: "Sign in",
  sign_in_hint: "Your sign-in was made when the center was set up.",
  user: "User",
  password: "Password",
  show_password: "Show password",
  signing_in: "Signing in…",
  sign_in_wrong: "User or password is wrong.",
  sign_in_too_often: "Too many attempts. Wait a moment, then try again.",
  sign_in_failed: "Signing in did not work ({code}).",
  server_unreachable: "The center cannot be reached. Check the network and try again.",
  signed_out_by_server: "You have been signed out. Sign in again to go on.",
  no_desktop: "This sign-in has no agent desktop.",
  sign_out: "Sign out",
} as const;
