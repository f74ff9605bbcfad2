"""How it is asked: one ES module with its style, and the one document that every host hands it."""

from ..instrument.messages import messages_in
from .document import between, brought, document, leading, module, page, second_look, style

__all__ = ["between", "brought", "document", "leading", "messages_in", "module", "page", "second_look", "style"]
