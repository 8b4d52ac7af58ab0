"""Where a node is served when nobody says otherwise."""

BIND = "127.0.0.1:8001"
