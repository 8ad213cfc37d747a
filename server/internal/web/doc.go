// Package web serves the HTTP port: Connect and gRPC-Web in front of the same
// gRPC server, the metrics, and a health check for those who speak HTTP only.
package web
