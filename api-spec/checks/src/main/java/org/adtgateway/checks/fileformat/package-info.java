/**
 * Does the content of a file obey its format? {@link org.adtgateway.checks.fileformat.FileChecker} reads a file once, as a stream of bytes,
 * and names every faulty row. The rules of each column (names, types, constraints) and the words of every message come from the format
 * documents, which {@link org.adtgateway.checks.fileformat.FileFormats} reads at start and which a deployment may replace; the rules across
 * columns and rows are code ({@code AdtRules}, {@code ExitQuarantineRules}) and are described in the same documents. The way of a row:
 * {@code CsvScanner} cuts it out of the bytes (RFC 4180), {@code RowCheck} judges its fields, the {@code CrossRowRules} judge it as a whole, and
 * {@code ViolationCollector} keeps what they report.
 */
@NullMarked
package org.adtgateway.checks.fileformat;

import org.jspecify.annotations.NullMarked;
