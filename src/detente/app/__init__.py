"""The command line: words in, files and tables out. Everything heavy is imported late."""
