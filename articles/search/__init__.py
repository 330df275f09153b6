"""Search in Chinese, English and mixed text on plain PostgreSQL.

``folding`` says which characters are the same to readers, ``lexemes`` what is indexed of an article, ``query`` what
readers ask for, ``finding`` what is found and in which order, ``marking`` how it is shown, ``spelling`` and
``suggestions`` what else they may have meant. This package's modules up to ``marking`` know no model.
"""
