"""Questions as tools for assistants, by the Model Context Protocol. Off unless config.yaml says so."""
