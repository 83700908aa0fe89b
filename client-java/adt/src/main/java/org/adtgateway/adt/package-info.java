/**
 * The {@code adt} command, for people and scripts. {@link org.adtgateway.adt.Adt} is where it starts and lists the
 * sub-commands; each of them is one class that asks the SDK and prints what it says. Settings come from options, the
 * environment and a file, in this order ({@code Setting}); what a script may rely on is in {@code ExitCode} and behind
 * {@code --json}.
 */
@NullMarked
package org.adtgateway.adt;

import org.jspecify.annotations.NullMarked;
