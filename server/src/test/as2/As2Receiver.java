import com.helger.as2lib.cert.CertificateFactory;
import com.helger.as2lib.crypto.ECryptoAlgorithmSign;
import com.helger.as2lib.partner.Partnership;
import com.helger.as2lib.partner.SelfFillingPartnershipFactory;
import com.helger.as2lib.processor.DefaultMessageProcessor;
import com.helger.as2lib.processor.storage.MessageFileModule;
import com.helger.as2lib.session.AS2Session;
import com.helger.as2servlet.AS2ReceiveXServletHandlerConstantSession;
import com.helger.as2servlet.AS2WebAppListener;
import com.helger.as2servlet.util.AS2ServletReceiverModule;
import com.helger.commons.http.EHttpMethod;
import com.helger.xservlet.AbstractXServlet;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.security.KeyStore;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * ph-as2 in the Jetty that the gateway has, over mutual TLS 1.3: what is posted to /as2 must be signed by the partner, is stored as a file, and is
 * answered with a signed MDN. Started from this source, with its libraries on the class path. Arguments: port, password of the key stores, key store
 * and trust store of the transport, folder with as2.p12 (key "receiver", certificate "sender").
 */
public final class As2Receiver {
    private As2Receiver() {}

    public static void main(String[] arguments) throws Exception {
        String password = arguments[1];
        KeyStore keys = keyStore(new File(arguments[2]), password);
        KeyStore trust = keyStore(new File(arguments[3]), password);
        Server server = new Server();
        server.addConnector(connector(server, Integer.parseInt(arguments[0]), keys, trust, password));
        ServletContextHandler context = new ServletContextHandler("/");
        AS2WebAppListener.staticInit(context.getServletContext());
        context.addServlet(new ServletHolder(new Receiver(session(new File(arguments[4]), password))), "/as2");
        server.setHandler(context);
        server.start();
        System.out.println("started");
        server.join();
    }

    private static AS2Session session(File folder, String password) throws Exception {
        AS2Session session = new AS2Session();
        // the partner's certificate, and not any that comes with a message
        session.setCryptoVerifyUseCertificateInBodyPart(false);
        // its own reader of PKCS#12, as the JDK's decrypts the key for each message
        CertificateFactory certificates = new CertificateFactory();
        certificates.setFilename(new File(folder, "as2.p12").getPath());
        certificates.setPassword(password);
        certificates.initDynamicComponent(session, null);
        session.setCertificateFactory(certificates);
        Partnership partnership = new Partnership("benchmark");
        partnership.setSenderAS2ID("sender");
        partnership.setSenderX509Alias("sender");
        partnership.setReceiverAS2ID("receiver");
        partnership.setReceiverX509Alias("receiver");
        partnership.setSigningAlgorithm(ECryptoAlgorithmSign.DIGEST_SHA_256);
        partnership.setForceVerify(true);
        SelfFillingPartnershipFactory partnerships = new SelfFillingPartnershipFactory();
        partnerships.addPartnership(partnership);
        session.setPartnershipFactory(partnerships);
        MessageFileModule storage = new MessageFileModule();
        storage.setProtocol("as2");
        storage.setFilename(new File(folder, "received").getPath() + "/$msg.headers.message-id$");
        storage.initDynamicComponent(session, null);
        AS2ServletReceiverModule receiver = new AS2ServletReceiverModule();
        receiver.initDynamicComponent(session, null);
        DefaultMessageProcessor processor = new DefaultMessageProcessor();
        processor.addModule(storage);
        processor.addModule(receiver);
        session.setMessageProcessor(processor);
        return session;
    }

    private static ServerConnector connector(Server server, int port, KeyStore keys, KeyStore trust, String password) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(keys);
        tls.setKeyStorePassword(password);
        tls.setTrustStore(trust);
        tls.setNeedClientAuth(true);
        tls.setIncludeProtocols("TLSv1.3");
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer());
        ServerConnector connector =
                new ServerConnector(server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        return connector;
    }

    private static KeyStore keyStore(File file, String password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        return store;
    }

    private static final class Receiver extends AbstractXServlet {
        private static final long serialVersionUID = 1;

        private final transient AS2Session session;

        Receiver(AS2Session session) {
            this.session = session;
        }

        @Override
        public void init() {
            settings().setMultipartEnabled(false);
            handlerRegistry().registerHandler(EHttpMethod.POST, new AS2ReceiveXServletHandlerConstantSession(session), false);
        }
    }
}
