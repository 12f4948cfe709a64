// Nor is the script.
