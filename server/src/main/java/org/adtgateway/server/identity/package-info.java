/**
 * Who is calling, and what may they do? Three separate steps: the TLS handshake proves possession of a certificate, the filter extracts it, and
 * {@link org.adtgateway.server.identity.PartyDirectory} decides which Party it belongs to. Nothing is ever read out of a certificate's names:
 * the registry maps the certificate itself to a Party, its roles and its User IDs.
 */
package org.adtgateway.server.identity;
