"""Corridor: US levers on Latin America and the Caribbean, and what each country faces."""
