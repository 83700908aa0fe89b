/**
 * The owner withdraws a submission by a signed instruction, until the DCC has claimed it. Start at
 * {@link org.adtgateway.server.withdrawal.Withdrawals}.
 */
package org.adtgateway.server.withdrawal;
