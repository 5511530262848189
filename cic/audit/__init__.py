"""The audit trail: who did what to whom and why, chained so that nothing can be taken out unnoticed."""
