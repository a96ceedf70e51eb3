{{/* "-NAME" for a control plane that has a name. */}}
{{- define "istiod.suffix" -}}
{{- if .Values.revision -}}
{{- if ne .Values.revision "default" -}}
-{{ .Values.revision }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "istiod.rev" -}}
{{- .Values.revision | default "default" -}}
{{- end -}}

{{- define "istiod.labels" -}}
app: istiod
istio: pilot
istio.io/rev: {{ include "istiod.rev" . | quote }}
app.kubernetes.io/name: istiod
app.kubernetes.io/part-of: fairlead
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end -}}

{{- define "istiod.image" -}}
{{- printf "%s/%s:%s" .Values.global.hub .Values.pilot.image (.Values.global.tag) -}}
{{- if .Values.global.variant -}}
-{{ .Values.global.variant }}
{{- end -}}
{{- end -}}

{{/* Namespaces that no webhook may touch: an answer that doesn't come would stop the cluster itself. */}}
{{- define "istiod.spared" -}}
- key: kubernetes.io/metadata.name
  operator: NotIn
  values: [kube-system, kube-public, kube-node-lease, local-path-storage]
{{- end -}}

{{- define "istiod.injectorName" -}}
istio-sidecar-injector{{ include "istiod.suffix" . }}
{{- end -}}

{{- define "istiod.validatorName" -}}
istio-validator{{ include "istiod.suffix" . }}-{{ .Release.Namespace }}
{{- end -}}
