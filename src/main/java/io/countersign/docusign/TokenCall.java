package io.countersign.docusign;

/** What is exchanged for tokens: DocuSign's errors do not mean the same for both. */
enum TokenCall {
    EXCHANGE,
    REFRESH
}
