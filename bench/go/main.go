// The opponents of `npm run bench`, on the genuine libraries: what a scheduler's own code needs for the same answers.
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/boltdb/bolt"
	"github.com/hashicorp/raft"
	raftboltdb "github.com/hashicorp/raft-boltdb"
	bbolt "go.etcd.io/bbolt"
)

func main() {
	commands := map[string]func(string) error{"scan": scan, "check": check, "keys": keys, "digest": digest}
	var err error
	switch {
	case len(os.Args) > 2 && os.Args[1] == "measure":
		err = measure(os.Args[2:])
	case len(os.Args) == 4 && os.Args[1] == "compact":
		err = compact(os.Args[2], os.Args[3])
	case len(os.Args) == 3 && commands[os.Args[1]] != nil:
		err = commands[os.Args[1]](os.Args[2])
	default:
		fmt.Fprintln(os.Stderr, "usage: bench scan|check|keys|digest RAFT.DB, bench compact RAFT.DB NEW.DB, or bench measure COMMAND …")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// scan reads every log entry through raft-boltdb, as Dkron's Raft would, and prints the configuration entries.
func scan(path string) error {
	store, err := raftboltdb.New(raftboltdb.Options{
		Path:        path,
		BoltOptions: &bolt.Options{Timeout: time.Second, ReadOnly: true},
	})
	if err != nil {
		return err
	}
	defer store.Close()
	first, err := store.FirstIndex()
	if err != nil {
		return err
	}
	last, err := store.LastIndex()
	if err != nil {
		return err
	}
	types := map[string]int{}
	for index := first; first > 0 && index <= last; index++ {
		var entry raft.Log
		if err := store.GetLog(index, &entry); errors.Is(err, raft.ErrLogNotFound) {
			continue
		} else if err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
		types[entry.Type.String()]++
		if entry.Type == raft.LogConfiguration {
			fmt.Println(index, entry.Term, raft.DecodeConfiguration(entry.Data).Servers)
		}
	}
	fmt.Println(first, last, types)
	return nil
}

func view(path string, fn func(*bbolt.Tx) error) error {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: time.Second, PreLoadFreelist: true})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.View(fn)
}

// check is what `bbolt check` does.
func check(path string) error {
	return view(path, func(tx *bbolt.Tx) error {
		found := 0
		for err := range tx.Check() {
			fmt.Println(err)
			found++
		}
		if found > 0 {
			return fmt.Errorf("%d errors found", found)
		}
		fmt.Println("OK")
		return nil
	})
}

// keys is what `bbolt keys raft.db logs` does.
func keys(path string) error {
	return view(path, func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte("logs"))
		if bucket == nil {
			return errors.New("no bucket logs")
		}
		return bucket.ForEach(func(key, _ []byte) error {
			fmt.Println(hex.EncodeToString(key))
			return nil
		})
	})
}

// compact is what `bbolt compact` does, with the same size of its transactions.
func compact(from, to string) error {
	if err := os.Remove(to); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	source, err := bbolt.Open(from, 0o400, &bbolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := bbolt.Open(to, 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		return err
	}
	if err := bbolt.Compact(target, source, 65536); err != nil {
		return errors.Join(err, target.Close())
	}
	return target.Close()
}

// digest prints, for each bucket, its number of keys and the SHA-256 over u32be(len) key u32be(len) value, in order.
func digest(path string) error {
	type sum struct {
		Keys   int    `json:"keys"`
		SHA256 string `json:"sha256"`
	}
	sums := map[string]sum{}
	err := view(path, func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, bucket *bbolt.Bucket) error {
			hash, count := sha256.New(), 0
			err := bucket.ForEach(func(key, value []byte) error {
				for _, part := range [][]byte{key, value} {
					hash.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
					hash.Write(part)
				}
				count++
				return nil
			})
			sums[string(name)] = sum{count, hex.EncodeToString(hash.Sum(nil))}
			return err
		})
	})
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(sums)
}
