"""Drawing and reading symbols: from text to pictures and back. Imports its libraries only when they are used."""
