"""IVR flow core: what the caller hears. Pure: a flow is data, a session is data, ``step`` is a function."""
