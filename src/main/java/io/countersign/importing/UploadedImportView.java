package io.countersign.importing;

/**
 * What was made of an upload.
 *
 * @param id the bulk import's
 * @param lines how many it has; blank ones do not count
 * @param invalid how many of them are invalid already
 */
record UploadedImportView(String id, long lines, long invalid) {}
