# What the grounded responder says of its own; the rest is quoted.
source = Source: { $file }
source-with-heading = Source: { $file }, “{ $heading }”
not-found = I could not find that in the documents I have. Shall I call a person to help?
no-documents = I was given no documents about that, and I only answer with what they say. Shall I call a person to help?
search-failed = The search in the documents failed ({ $error }), so I cannot answer now. Detail: { $cause }
greeting = Hello! I answer with passages of the documents I am given. What would you like to know?
thanks = You are welcome! If you need anything else, just ask.
tool-failed = I could not do that: { $message }
tool-said = This is what I found:
tool-empty = The query brought nothing.
