"""Who may come in: sign-in, sessions, tickets and keys. Owns secrets; decides nothing about calls."""
