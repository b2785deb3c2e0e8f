"""What is text and what is not the article: from characters to lines; pure."""
