"""SQL inside of Kotlin: which expressions are SQL by their use, what text they give, where each character stands."""
