def draw(title: str, site_name: str, category: str = "") -> bytes:
    return b""
