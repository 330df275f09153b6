"""The public site as it will be at a chosen time, for staff.

The mode belongs to a login: the time is in its session, and a cookie without a meaning of its own says that it is worth
looking there, so that readers' pages cost no query more and vary by nothing.
"""
