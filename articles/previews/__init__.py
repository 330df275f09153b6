"""Articles as readers would see them, shown to those who may see them earlier."""
