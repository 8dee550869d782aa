def said(word):
    return word + "!"
