"""Reading uploaded pictures safely and making what readers get of them."""
