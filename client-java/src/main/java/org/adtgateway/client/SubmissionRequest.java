package org.adtgateway.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.adtgateway.client.internal.outbox.OutboxEntry;
import org.apache.hc.client5.http.entity.mime.HttpMultipartMode;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * Holds a file to submit or to check, with its signature and references. Immutable: each method returns a new request. A
 * request made from a stream can be used once.
 */
public final class SubmissionRequest {
    static final ContentType FORM = ContentType.create("multipart/form-data");
    private static final ContentType TEXT = ContentType.create("text/plain", StandardCharsets.UTF_8);
    private static final ContentType SIGNATURE = ContentType.create("application/pkcs7-signature");

    private final FileType fileType;
    private final FileSource file;
    private final String fileName;
    private final @Nullable FileSigner signer;
    private final byte @Nullable [] signature;
    private final @Nullable String serviceRequestReference;
    private final @Nullable String clientReference;
    private final @Nullable String incidentReference;
    private final UploadProgress progress;

    private SubmissionRequest(
            FileType fileType,
            FileSource file,
            String fileName,
            @Nullable FileSigner signer,
            byte @Nullable [] signature,
            @Nullable String serviceRequestReference,
            @Nullable String clientReference,
            @Nullable String incidentReference,
            UploadProgress progress) {
        if (fileType.known() == FileType.Known.UNKNOWN) {
            throw new IllegalArgumentException("A file of unknown type cannot be submitted");
        }
        this.fileType = fileType;
        this.file = file;
        this.fileName = fileName;
        this.signer = signer;
        this.signature = signature;
        this.serviceRequestReference = serviceRequestReference;
        this.clientReference = clientReference;
        this.incidentReference = incidentReference;
        this.progress = progress;
    }

    /**
     * Returns a request for an ADT file.
     *
     * @param serviceRequestReference the reference of the Service Management Service Request that goes with it
     */
    public static SubmissionRequest adt(Path file, String serviceRequestReference) {
        return of(FileType.ADT, file).serviceRequestReference(serviceRequestReference);
    }

    /** Returns a request for an Exit Quarantine file. */
    public static SubmissionRequest exitQuarantine(Path file) {
        return of(FileType.EXIT_QUARANTINE, file);
    }

    /** Uses a file on disk, which is streamed and must not change until the call has returned. */
    public static SubmissionRequest of(FileType fileType, Path file) {
        Path name = file.getFileName();
        return of(fileType, new FileSource.OfPath(file), name == null ? "file.csv" : name.toString());
    }

    /** Uses a file in memory. */
    public static SubmissionRequest of(FileType fileType, byte[] content, String fileName) {
        return of(fileType, new FileSource.OfBytes(new FileSource.Bytes(content)), fileName);
    }

    /**
     * Uses a file from a stream, which is read to its end, now, into a temporary file: signing and repeating need the
     * bytes more than once. The file is removed when the call has returned. The stream is not closed.
     *
     * @throws UncheckedIOException when the stream cannot be read
     */
    public static SubmissionRequest of(FileType fileType, InputStream content, String fileName) {
        return of(fileType, FileSource.Spooled.from(content), fileName);
    }

    private static SubmissionRequest of(FileType fileType, FileSource file, String fileName) {
        return new SubmissionRequest(fileType, file, fileName, null, null, null, null, null, (sent, total) -> {});
    }

    /** Signs the file when it is sent. */
    public SubmissionRequest signedBy(FileSigner other) {
        return new SubmissionRequest(
                fileType,
                file,
                fileName,
                other,
                null,
                serviceRequestReference,
                clientReference,
                incidentReference,
                progress);
    }

    /** Sends a signature that was made before: a detached CMS SignedData, DER or PEM. */
    public SubmissionRequest signature(byte[] other) {
        return new SubmissionRequest(
                fileType,
                file,
                fileName,
                null,
                other.clone(),
                serviceRequestReference,
                clientReference,
                incidentReference,
                progress);
    }

    /** Sets the reference of the Service Management Service Request, which ADT files need. */
    public SubmissionRequest serviceRequestReference(String other) {
        return new SubmissionRequest(
                fileType, file, fileName, signer, signature, other, clientReference, incidentReference, progress);
    }

    /** Sets the caller's own reference, 1 to 256 characters, to find the submission by. */
    public SubmissionRequest clientReference(String other) {
        return new SubmissionRequest(
                fileType,
                file,
                fileName,
                signer,
                signature,
                serviceRequestReference,
                other,
                incidentReference,
                progress);
    }

    /** Sets the reference of the incident that the file belongs to, 1 to 64 visible characters, to find the submission by. */
    public SubmissionRequest incidentReference(String other) {
        return new SubmissionRequest(
                fileType, file, fileName, signer, signature, serviceRequestReference, clientReference, other, progress);
    }

    /** Sends another file name than that of the file on disk. */
    public SubmissionRequest fileName(String other) {
        return new SubmissionRequest(
                fileType,
                file,
                other,
                signer,
                signature,
                serviceRequestReference,
                clientReference,
                incidentReference,
                progress);
    }

    /** Sets a listener to the progress of the upload. */
    public SubmissionRequest onProgress(UploadProgress other) {
        return new SubmissionRequest(
                fileType,
                file,
                fileName,
                signer,
                signature,
                serviceRequestReference,
                clientReference,
                incidentReference,
                other);
    }

    /**
     * Returns the same request with its signature. It stands for one act: sent again, however often, it leads
     * to the same submission.
     *
     * @throws SigningException when the signature cannot be made, or the signing certificate is not valid now
     * @throws IllegalStateException when the request has neither signer nor signature
     */
    public SubmissionRequest sign() {
        if (signature != null) {
            return this;
        }
        if (signer == null) {
            throw new IllegalStateException("A submission needs a signature: use signedBy(...) or signature(...)");
        }
        signer.requireValid();
        return signature(file.sign(signer));
    }

    /** Returns the file type. */
    public FileType fileType() {
        return fileType;
    }

    /** Returns the signature, once there is one. */
    public byte @Nullable [] signature() {
        return signature == null ? null : signature.clone();
    }

    byte[] signatureBytes() {
        byte[] made = sign().signature;
        return made == null ? new byte[0] : made;
    }

    OutboxEntry act() {
        return new OutboxEntry(
                1,
                ActKind.SUBMISSION,
                fileType,
                fileName,
                serviceRequestReference,
                clientReference,
                incidentReference,
                null);
    }

    /** Returns how many bytes the file has. */
    long size() {
        return file.size();
    }

    InputStream openFile() throws IOException {
        return file.open();
    }

    boolean hasSignatureOrSigner() {
        return signature != null || signer != null;
    }

    UploadProgress progress() {
        return progress;
    }

    void release() {
        file.release();
    }

    /** Returns the form with its parts in the order in which the gateway can check them. */
    HttpEntity form() {
        MultipartEntityBuilder form = MultipartEntityBuilder.create()
                // file names in UTF-8, as browsers and curl send them (RFC 7578, 4.2)
                .setMode(HttpMultipartMode.LEGACY)
                .setCharset(StandardCharsets.UTF_8)
                .setContentType(FORM)
                .addTextBody("fileType", fileType.value(), TEXT);
        if (serviceRequestReference != null) {
            form.addTextBody("serviceRequestReference", serviceRequestReference, TEXT);
        }
        if (clientReference != null) {
            form.addTextBody("clientReference", clientReference, TEXT);
        }
        if (incidentReference != null) {
            form.addTextBody("incidentReference", incidentReference, TEXT);
        }
        if (signature != null) {
            form.addBinaryBody("signature", signature, SIGNATURE, "signature.p7s");
        }
        return form.addPart("file", file.body(fileName)).build();
    }
}
