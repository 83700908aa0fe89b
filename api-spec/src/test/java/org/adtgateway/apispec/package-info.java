/**
 * The rules that the contract keeps, so that every operation is described, bounded and exemplified the same way. Start at
 * {@link org.adtgateway.apispec.ContractRulesTest}, which tries each rule on the contract and on a contract that breaks it.
 */
package org.adtgateway.apispec;
