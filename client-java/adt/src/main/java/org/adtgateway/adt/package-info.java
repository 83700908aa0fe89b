/**
 * Contains the {@code adt} command, for people and scripts. {@link org.adtgateway.adt.Adt} is the entry point and lists the
 * sub-commands; each is one class that calls the SDK and prints the result. Settings come from options, the environment
 * and a file, in this order ({@code Setting}). Scripts rely on {@code ExitCode} and {@code --json}.
 */
@NullMarked
package org.adtgateway.adt;

import org.jspecify.annotations.NullMarked;
