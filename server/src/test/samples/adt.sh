# The samples of the adt command on the reference page: SamplesTest runs this file, with the folder of the sandbox in S.
set -euo pipefail
cp "$S/files/adt-valid.csv" ADT_2026.csv
cp "$S/files/eq-valid.csv" EQ_2026.csv
id() { adt status "$1" --json | grep -o '"id" *: *"[^"]*"' | head -1 | cut -d'"' -f4; }

# sample: setup
# 'adt config init' asks once for address, keys and trust; a file with the answers serves as well
export ADT_CONFIG=$S/parties/northern-power/adt.properties
# end

# sample: getMe
adt me
# end

# sample: validateFile
adt check ADT_2026.csv
# end

# sample: submitFile
adt submit ADT_2026.csv --reference SMSR-0012345
# end
adt submit EQ_2026.csv
ID=$(id ADT_2026.csv)

# sample: getSubmission
adt status ADT_2026.csv     # or by id; --watch continues until it is decided
# end

# sample: listSubmissionEvents
adt status $ID --history
# end

# sample: listSubmissions
adt list --status RECEIVED --reference SMSR-0012345
# end

# sample: downloadReceipt
adt receipt $ID --out receipt.p7m
adt verify receipt.p7m --file ADT_2026.csv
# end

# sample: withdrawSubmission
adt withdraw $ID --reason "Thresholds of the wrong day."
# end

ID=$(id EQ_2026.csv)
export ADT_CONFIG=$S/parties/dcc/adt.properties
# sample: claimSubmission downloadFile downloadSignature downloadCertificates listEvents
adt collect in --once       # for the DCC: claims, fetches and verifies what has come
# end

# sample: submitRowResults
# give each row its outcome in the table beside the file, in a spreadsheet or as here
sed -i 's/,,,/,RELEASED,,/' in/$ID/results.csv
adt results $ID in/$ID/results.csv
# end

# sample: recordOutcome
adt complete $ID            # or: adt reject $ID --reason "..."
# end
