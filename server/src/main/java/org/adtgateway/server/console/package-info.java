/**
 * What the operators' commands say, and who runs them: {@link org.adtgateway.server.console.CommandOutput} prints tables and sentences for people, or one
 * JSON object for programs. It knows nothing of what the commands do.
 */
package org.adtgateway.server.console;
