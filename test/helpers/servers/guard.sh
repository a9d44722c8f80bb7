# usage: sh guard.sh FOLDER COMMAND [ARGUMENT...]
#
# Runs COMMAND until it ends or until standard input closes, then removes FOLDER. Standard input closes however the
# process at its other end dies, SIGKILL included, so no server and no temporary folder outlives its tests.
# Standard output: the server's pid. Standard error, at the end: the last lines the server wrote.
folder=$1
shift
"$@" </dev/null >"$folder/log" 2>&1 &
server=$!
echo "$server"
# Whoever read our output may be gone by the time the folder is to be removed.
trap '' PIPE

# SIGKILL, since the data is thrown away and a server under SIGSTOP heeds nothing else.
exec 3<&0
(read -r _ <&3; kill -KILL "$server") &
watcher=$!

wait "$server"
kill "$watcher" 2>/dev/null
tail -n 20 "$folder/log" >&2
rm -rf "$folder"
