"""Knowledge without a key: passages found by a question, and answers made of them."""
