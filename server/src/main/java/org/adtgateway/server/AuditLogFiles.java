package org.adtgateway.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AsyncAppenderBase;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.recovery.RecoveryListener;
import ch.qos.logback.core.recovery.ResilientOutputStreamBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.adtgateway.server.evidence.AuditLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Watches the files of the audit log, as logging itself passes over what it cannot write in silence. */
final class AuditLogFiles {
    private final List<WatchedFile> files = new ArrayList<>();

    private AuditLogFiles() {}

    /**
     * Watches the files that the configuration gives to the audit log. From here on its level is its own, whatever becomes of the level of the
     * rest, and no line of it is dropped because many come at once.
     *
     * @throws OperatorException when one of them cannot be opened
     */
    static AuditLogFiles watch() {
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger audit = logging.getLogger(AuditLog.NAME);
        audit.setLevel(audit.getEffectiveLevel());
        AuditLogFiles watched = new AuditLogFiles();
        watched.add(audit.iteratorForAppenders());
        if (audit.isAdditive()) {
            watched.add(logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).iteratorForAppenders());
        }
        watched.fault().ifPresent(fault -> {
            throw new OperatorException(
                    "the audit log cannot be written: " + fault
                            + ". Let the user of the gateway write it, or name another file in logging.loggers.audit.appenders");
        });
        return watched;
    }

    private void add(Iterator<Appender<ILoggingEvent>> appenders) {
        while (appenders.hasNext()) {
            Appender<ILoggingEvent> appender = appenders.next();
            if (appender instanceof AsyncAppenderBase<ILoggingEvent> queue) {
                queue.setDiscardingThreshold(0);
                add(queue.iteratorForAppenders());
            } else if (appender instanceof FileAppender<ILoggingEvent> file) {
                files.add(new WatchedFile(file));
            }
        }
    }

    /** Returns what is wrong with one of the files, if anything is. */
    Optional<String> fault() {
        return files.stream().map(WatchedFile::fault).filter(Objects::nonNull).findFirst();
    }

    private static final class WatchedFile implements RecoveryListener {
        private final FileAppender<ILoggingEvent> appender;
        private final Path path;
        private volatile @Nullable IOException lastFailure;
        private @Nullable Object stream;

        WatchedFile(FileAppender<ILoggingEvent> appender) {
            this.appender = appender;
            this.path = Path.of(appender.getFile());
        }

        synchronized @Nullable String fault() {
            // one that is rolled over gets another stream
            if (stream != appender.getOutputStream()
                    && appender.getOutputStream() instanceof ResilientOutputStreamBase current) {
                stream = current;
                lastFailure = null;
                current.addRecoveryListener(this);
            }
            IOException failure = lastFailure;
            if (failure != null) {
                return path + ": " + failure.getMessage();
            }
            if (!appender.isStarted()) {
                return path + " could not be opened";
            }
            return Files.isWritable(path) ? null : path + " is gone, or its permissions have changed";
        }

        @Override
        public void newFailure(IOException failure) {
            lastFailure = failure;
        }

        @Override
        public void recoveryOccured() {
            lastFailure = null;
        }
    }
}
