"""An application that only the tests have: tables with encrypted fields."""
