package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"

	"github.com/hashicorp/go-msgpack/codec"
	"github.com/hashicorp/raft"
)

// decode: one hex value a line on stdin, one JSON value a line on stdout, as the genuine codec reads it. Text comes as
// hex, since JSON has no room for bytes that are no UTF-8.
func cmdDecode(args []string) {
	if len(args) != 1 {
		die("usage: raft-oracle decode entry|configuration|peers")
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	printer := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		value, err := hex.DecodeString(lines.Text())
		must(err, "hex")
		must(printer.Encode(decodeValue(args[0], value)), "print")
	}
}

func decodeValue(kind string, value []byte) (result map[string]any) {
	defer func() {
		if p := recover(); p != nil {
			result = map[string]any{"error": fmt.Sprint(p)}
		}
	}()
	switch kind {
	case "entry":
		return decodeEntry(value)
	case "configuration":
		return map[string]any{"servers": hexServers(raft.DecodeConfiguration(value))}
	default:
		var peers [][]byte
		if err := fromMsgpack(value, &peers); err != nil {
			return map[string]any{"error": err.Error()}
		}
		list := []string{}
		for _, peer := range peers {
			list = append(list, hex.EncodeToString(peer))
		}
		return map[string]any{"peers": list}
	}
}

func decodeEntry(value []byte) map[string]any {
	var entry raft.Log
	if err := fromMsgpack(value, &entry); err != nil {
		return map[string]any{"error": err.Error()}
	}
	result := map[string]any{
		"index": fmt.Sprint(entry.Index), "term": fmt.Sprint(entry.Term), "type": uint8(entry.Type),
		"data": hex.EncodeToString(entry.Data), "extensions": hex.EncodeToString(entry.Extensions),
	}
	if !entry.AppendedAt.IsZero() {
		result["seconds"] = fmt.Sprint(entry.AppendedAt.Unix())
		result["nanoseconds"] = entry.AppendedAt.Nanosecond()
	}
	return result
}

// As raft-boltdb's util.go does, with the same codec.
func fromMsgpack(value []byte, out any) error {
	return codec.NewDecoder(bytes.NewBuffer(value), &codec.MsgpackHandle{}).Decode(out)
}

func hexServers(configuration raft.Configuration) []map[string]any {
	list := []map[string]any{}
	for _, server := range configuration.Servers {
		list = append(list, map[string]any{
			"id":       hex.EncodeToString([]byte(server.ID)),
			"address":  hex.EncodeToString([]byte(server.Address)),
			"suffrage": int(server.Suffrage),
		})
	}
	return list
}

// peers: what raft's two readers of peers.json make of each file.
func cmdPeers(files []string) {
	results := []map[string]any{}
	for _, file := range files {
		results = append(results, map[string]any{
			"servers":   peersResult(raft.ReadConfigJSON(file)),
			"addresses": peersResult(raft.ReadPeersJSON(file)),
		})
	}
	out(results)
}

func peersResult(configuration raft.Configuration, err error) map[string]any {
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{"servers": cfgJSON(configuration)}
}
