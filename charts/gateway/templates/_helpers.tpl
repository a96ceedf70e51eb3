{{- define "gateway.name" -}}
{{- .Values.name | default .Release.Name -}}
{{- end -}}

{{- define "gateway.rev" -}}
{{- .Values.revision | default "default" -}}
{{- end -}}

{{/* Of pods: a Gateway object selects them by these. */}}
{{- define "gateway.selector" -}}
app: {{ include "gateway.name" . }}
{{- if .Values.labels }}
{{ toYaml .Values.labels }}
{{- end }}
{{- end -}}

{{- define "gateway.labels" -}}
{{ include "gateway.selector" . }}
istio.io/rev: {{ include "gateway.rev" . | quote }}
app.kubernetes.io/name: {{ include "gateway.name" . }}
app.kubernetes.io/part-of: fairlead
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end -}}

{{- define "gateway.image" -}}
{{- printf "%s/%s:%s" .Values.global.hub .Values.global.proxy.image .Values.global.tag -}}
{{- if .Values.global.variant -}}
-{{ .Values.global.variant }}
{{- end -}}
{{- end -}}

{{/* Where its daemon is. */}}
{{- define "gateway.discovery" -}}
istiod
{{- if ne (include "gateway.rev" .) "default" -}}
-{{ .Values.revision }}
{{- end -}}
.istio-system.svc:15012
{{- end -}}
