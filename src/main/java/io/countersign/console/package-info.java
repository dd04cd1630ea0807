/**
 * The console: pages for operators, server-rendered, behind a switch of their own. Owns no rows and writes no SQL: it
 * shows what the features' own services read, and never more than the caller may read, by the same checks as the API's.
 * It is no API: addresses and pages change as they have to.
 *
 * <p>A session ({@code ConsoleSession}) lives in a sealed cookie and nowhere else. It authenticates below
 * {@code /console} and nowhere else, and nothing else authenticates there.
 */
@NullMarked
package io.countersign.console;

import org.jspecify.annotations.NullMarked;
