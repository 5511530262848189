"""Customers: who is calling, as references and derived facts."""
