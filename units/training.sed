# Makes the units for practice of those for real work.
s/^# followupd: .*/# followupd over the store for practice: nothing is sent (followupd(8), TRAINING)./
s/^# followup-inbox: .*/# followup-inbox over the store for practice (followup-inbox(8), TRAINING)./
s/^Description=.*/Description=Practice on masked copies, of the after-sales follow-up/
s/\(bin\/followupd\) -c/\1 --training -c/
s/\(bin\/followup-inbox\) -c/\1 --training -c/
s/followup-inbox\.socket/followup-inbox-training.socket/g
s/followup-inbox\.service/followup-inbox-training.service/g
s/systemctl edit followup-inbox`/systemctl edit followup-inbox-training`/
s/systemctl edit followupd`/systemctl edit followupd-training`/
s/^After=\(.*\) followupd\.service /After=\1 followupd-training.service /
s/^ListenStream=127\.0\.0\.1:8090/ListenStream=127.0.0.1:8091/
# The daemon asks nobody and hears nobody.
s/^RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX/RestrictAddressFamilies=AF_UNIX\
PrivateNetwork=yes\
IPAddressDeny=any/
/LoadCredential/d
