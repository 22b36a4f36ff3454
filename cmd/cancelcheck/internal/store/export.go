package store

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
)

// exportID identifies the content of an export file. The compiler's output
// begins with `build id "action/content"`, where the second half is a hash of
// the whole, so that reading it costs one block, wherever the build cache
// keeps the file. Whatever has no such line is hashed.
func exportID(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, 1024)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.ErrUnexpectedEOF {
		return "", err
	}
	if id := contentID(head[:n]); id != "" {
		return id, nil
	}
	h := sha256.New()
	h.Write(head[:n])
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

func contentID(head []byte) string {
	_, rest, ok := bytes.Cut(head, []byte("\nbuild id \""))
	if !ok {
		return ""
	}
	id, _, ok := bytes.Cut(rest, []byte("\"\n"))
	if !ok {
		return ""
	}
	i := bytes.LastIndexByte(id, '/')
	return string(id[i+1:])
}
