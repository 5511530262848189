"""A virtual center for `cic simulate`: chance, events in virtual time, figures. Owns no port and no provider."""
