"""The queue of background work, kept in PostgreSQL by procrastinate, and what the admin shows of it."""

from procrastinate import RetryStrategy

# Tried again after about 4, 16, 64, 256, 1024 and 4096 seconds.
RETRY = RetryStrategy(max_attempts=6, exponential_wait=4)
