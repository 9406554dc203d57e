"""What makes a search index: Whoosh's analysis and store, packed flat, and the topic weights learnt from young people's words.

Only builds import this; a server reads what it made with `waymark.search`.
"""
