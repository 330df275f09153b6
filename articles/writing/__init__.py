"""What the writing desk asks for while somebody writes, beside preview and upload: kept drafts, pictures, links."""
