#!/usr/bin/env bash
# HTTP/1.1 side by side: our proxy, haproxy and nginx in front of one nginx backend, 1 KB, keep-alive, saturated by wrk.
# Interleaved: every round measures each proxy once, in an order that rotates. Prints CPU microseconds of all threads of
# the proxy per request (schedstat), the paired ratio to haproxy, requests a second, p50 and p99.
#
#   perf/http1.sh [ROUNDS=3] [SECONDS=5] [CONNECTIONS=16]
#
# CLASSES (class path of the data plane with its tests) and JAVA can be set; needs haproxy, nginx, wrk, taskset.
set -euo pipefail
rounds=${1:-3} seconds=${2:-5} connections=${3:-16}
top=$(cd "$(dirname "$0")/.." && pwd)
java=${JAVA:-java}
classes=${CLASSES:-$top/proxy-agent/target/test-classes:$top/proxy-agent/target/classes:$(echo "$top"/proxy-agent/target/lib/*.jar | tr ' ' ':')}
flags=${FLAGS:--XX:+UseSerialGC -Xms32m -Xmx32m -Xmn16m -XX:+UseCompactObjectHeaders -Dio.netty.leakDetection.level=disabled --enable-native-access=ALL-UNNAMED}
work=$(mktemp -d)
chmod 755 "$work"
pids=()
stop() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"; }
trap stop EXIT

head -c 1024 /dev/zero | tr '\0' x > "$work/1k"
nginx_conf() { # name, server block
    cat > "$work/$1.conf" <<EOF
daemon off; worker_processes 1; pid $work/$1.pid; error_log $work/$1.log;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 1000000000; client_body_temp_path $work/$1.b; proxy_temp_path $work/$1.p;
  fastcgi_temp_path $work/$1.f; uwsgi_temp_path $work/$1.u; scgi_temp_path $work/$1.s; $2 }
EOF
}
nginx_conf backend "server { listen 127.0.0.1:19400 backlog=1024; root $work; default_type text/plain; }"
nginx_conf proxy "upstream b { server 127.0.0.1:19400; keepalive 256; keepalive_requests 1000000000; } server { listen 127.0.0.1:19402;
  location / { proxy_pass http://b; proxy_http_version 1.1; proxy_set_header Connection \"\"; } }"
cat > "$work/haproxy.cfg" <<EOF
global
  nbthread 1
  maxconn 2000
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend f
  bind 127.0.0.1:19401
  default_backend b
backend b
  server s 127.0.0.1:19400
EOF
taskset -c 1 nginx -c "$work/backend.conf" & pids+=($!)
taskset -c 0 haproxy -f "$work/haproxy.cfg" & haproxy=$!; pids+=("$haproxy")
taskset -c 0 nginx -c "$work/proxy.conf" & nginx=$!; pids+=("$nginx")
# shellcheck disable=SC2086
taskset -c 0 "$java" $flags -cp "$classes" io.fairlead.proxy.listener.StaticProxy 19403 19400 1 > "$work/access.log" 2> "$work/fairlead.log" &
fairlead=$!; pids+=("$fairlead")
for port in 19400 19401 19402 19403; do
    for _ in $(seq 100); do curl -s -o /dev/null "http://127.0.0.1:$port/1k" && break; sleep 0.1; done
done

cpu() { # nanoseconds on a processor of a process, its threads and its children
    local pids="$1 $(cat /proc/"$1"/task/"$1"/children)" sum=0 pid task ns rest
    for pid in $pids; do
        for task in /proc/"$pid"/task/*/schedstat; do read -r ns rest < "$task" || continue; sum=$((sum + ns)); done
    done
    echo "$sum"
}
measure() { # name, pid, port
    local before after out requests
    before=$(cpu "$2")
    out=$(taskset -c 1 wrk -t1 -c"$connections" -d"${seconds}s" --latency "http://127.0.0.1:$3/1k")
    after=$(cpu "$2")
    requests=$(awk '/requests in/ {print $1}' <<< "$out")
    awk -v name="$1" -v ns=$((after - before)) -v n="$requests" -v s="$seconds" -v out="$out" 'BEGIN {
        match(out, /50%[ ]+[0-9.a-z]+/); p50 = substr(out, RSTART + 3, RLENGTH - 3); gsub(" ", "", p50)
        match(out, /99%[ ]+[0-9.a-z]+/); p99 = substr(out, RSTART + 3, RLENGTH - 3); gsub(" ", "", p99)
        printf "%s %.2f %.0f %s %s%s\n", name, ns / n / 1000, n / s, p50, p99, out ~ /Non-2xx/ ? " ERRORS" : "" }'
}
echo "# warm-up" >&2
for _ in 1 2; do taskset -c 1 wrk -t1 -c"$connections" -d"${WARM:-10}s" "http://127.0.0.1:19403/1k" > "$work/warm"; done
taskset -c 1 wrk -t1 -c"$connections" -d2s "http://127.0.0.1:19401/1k" > /dev/null
taskset -c 1 wrk -t1 -c"$connections" -d2s "http://127.0.0.1:19402/1k" > /dev/null
echo "round proxy cpu_us rps p50 p99 ratio"
for round in $(seq "$rounds"); do
    order=("haproxy $haproxy 19401" "nginx $nginx 19402" "fairlead $fairlead 19403")
    results=""
    for i in 0 1 2; do
        # shellcheck disable=SC2086
        results+="$(measure ${order[$(((i + round) % 3))]})"$'\n'
    done
    base=$(awk '/^haproxy/ {print $2}' <<< "$results")
    awk -v r="$round" -v base="$base" 'NF {printf "%s %s ratio=%.2f\n", r, $0, $2 / base}' <<< "$results"
done
echo "memory_kb fairlead $(awk '/VmRSS|RssAnon/ {printf "%s%s ", $1, $2}' /proc/"$fairlead"/status) log_lines $(wc -l < "$work/access.log")"
